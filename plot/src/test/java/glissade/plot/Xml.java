package glissade.plot;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Reads what was drawn; fails if it is not well-formed. */
record Xml(Document document) {
  static Xml parse(String svg) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return new Xml(factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg))));
    } catch (Exception e) {
      throw new AssertionError(e.getMessage() + "\n" + svg, e);
    }
  }

  /** The elements of a name whose class has a word. */
  List<Element> find(String name, String word) {
    List<Element> found = new ArrayList<>();
    NodeList nodes = document.getElementsByTagName(name);
    for (int i = 0; i < nodes.getLength(); i++) {
      Element element = (Element) nodes.item(i);
      if (List.of(element.getAttribute("class").split(" ", -1)).contains(word)) {
        found.add(element);
      }
    }
    return found;
  }

  List<String> texts(String word) {
    return find("text", word).stream().map(Element::getTextContent).toList();
  }

  String line(String word) {
    return find("path", word).get(0).getAttribute("d");
  }
}
