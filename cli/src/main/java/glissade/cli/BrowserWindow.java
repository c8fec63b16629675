package glissade.cli;

import java.awt.Desktop;
import java.io.IOException;
import java.net.URI;

/** The browser of the person at this machine. */
final class BrowserWindow {
  private BrowserWindow() {}

  /** Opens a page; returns whether there is a browser to do so. */
  static boolean open(URI address) {
    try {
      if (Desktop.isDesktopSupported() && Desktop.getDesktop().isSupported(Desktop.Action.BROWSE)) {
        Desktop.getDesktop().browse(address);
        return true;
      }
    } catch (IOException | UnsupportedOperationException | LinkageError e) {
      return false; // no desktop, or one without a browser
    }
    return false;
  }
}
