package glissade.optimize;

/** Watches a run. */
public interface Observer {

  /**
   * Called before the first step, and then whenever its steps have passed; always also at the end.
   *
   * @param progress the run, valid during the call only
   */
  void observe(Progress progress);
}
