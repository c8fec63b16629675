package glissade.studio;

import com.sun.net.httpserver.Headers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask. A page of another site, open in the same browser, can send requests here; it can
 * neither name this host in them once its own name points here, nor hide its origin, nor know the
 * token.
 */
final class Guard {
  /** The header that carries the token. */
  static final String TOKEN = "X-Glissade-Token";

  /** The port that an address has when it says none. */
  private static final int HTTP = 80;

  private final Set<String> hosts;
  private final Set<String> origins;
  private final byte[] token;

  Guard(int port, String token) {
    Set<String> names = new HashSet<>();
    for (String name : List.of("127.0.0.1", "localhost")) {
      names.add(name + ":" + port);
      if (port == HTTP) {
        names.add(name); // as browsers write it
      }
    }
    this.hosts = Set.copyOf(names);
    this.origins =
        names.stream().map(name -> "http://" + name).collect(Collectors.toUnmodifiableSet());
    this.token = token.getBytes(StandardCharsets.UTF_8);
  }

  /** Whether the request was meant for this host, by its own name. */
  void checkHost(Headers headers) {
    String host = only(headers, "Host");
    if (host == null || !hosts.contains(host)) {
      throw new HttpProblem(403, "this server answers to 127.0.0.1 and localhost alone");
    }
  }

  /** Whether it comes from the studio's page, or from a program that was given the token. */
  void checkCaller(Headers headers) {
    String site = only(headers, "Sec-Fetch-Site");
    if (headers.containsKey("Origin") && !origins.contains(only(headers, "Origin"))
        || site != null && !site.equals("same-origin")) {
      throw new HttpProblem(403, "pages of other sites may not call the studio");
    }
    String given = only(headers, TOKEN);
    if (given == null || !MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), token)) {
      throw new HttpProblem(
          401,
          "the token is missing or of an earlier start: open the address that `glissade studio` printed");
    }
  }

  /** A header's value, where it is there exactly once. */
  private static @Nullable String only(Headers headers, String name) {
    List<String> values = headers.get(name);
    return values != null && values.size() == 1 ? values.get(0) : null;
  }
}
