package glissade.studio;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Calls a studio as its page does, or as nobody should. */
record Caller(Studio studio, HttpClient client) {
  static Caller of(Studio studio) {
    return new Caller(studio, HttpClient.newHttpClient());
  }

  String token() {
    return studio.address().getFragment().substring("token=".length());
  }

  /** A call with the token. */
  HttpResponse<byte[]> call(String name, Map<String, ?> body)
      throws IOException, InterruptedException {
    return client.send(request(name, body), HttpResponse.BodyHandlers.ofByteArray());
  }

  HttpRequest request(String name, Map<String, ?> body) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + studio.port() + "/api/" + name))
        .header("Content-Type", "application/json")
        .header(Guard.TOKEN, token())
        .POST(HttpRequest.BodyPublishers.ofByteArray(Reply.JSON.writeValueAsBytes(body)))
        .build();
  }

  static JsonNode json(HttpResponse<byte[]> response) {
    return Reply.JSON.readTree(response.body());
  }

  /** The header of binary columns. */
  static JsonNode header(byte[] body) {
    int length = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).getInt();
    return Reply.JSON.readTree(body, 4, length);
  }

  /** The numbers after the header. */
  static double[] numbers(byte[] body) {
    ByteBuffer buffer = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
    buffer.position(4 + buffer.getInt());
    double[] numbers = new double[buffer.remaining() / 8];
    buffer.asDoubleBuffer().get(numbers);
    return numbers;
  }

  /** A request as bytes; returns the answer's first line, and the headers and body after it. */
  List<String> raw(String request) throws IOException {
    try (Socket socket = send(request)) {
      socket.setSoTimeout(10_000);
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      return new ArrayList<>(List.of(answer.split("\r\n", 2)));
    }
  }

  /** Sends a request, and leaves the answer to be read by the caller. */
  Socket send(String request) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(
        new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), studio.port()));
    OutputStream out = socket.getOutputStream();
    out.write(request.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
    return socket;
  }

  /** A request's text, with the right host and token unless the headers say otherwise. */
  String text(String method, String path, String body, String... headers) {
    StringBuilder text = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    List<String> all = new ArrayList<>(List.of(headers));
    for (String usual :
        List.of(
            "Host: 127.0.0.1:" + studio.port(),
            Guard.TOKEN + ": " + token(),
            "Content-Type: application/json",
            "Connection: close",
            "Content-Length: " + body.getBytes(StandardCharsets.ISO_8859_1).length)) {
      String name = usual.substring(0, usual.indexOf(':') + 1);
      if (all.stream().noneMatch(header -> header.startsWith(name))) {
        all.add(usual);
      }
    }
    all.forEach(header -> text.append(header).append("\r\n"));
    return text.append("\r\n").append(body).toString();
  }
}
