package io.github.redsessions.login.doctor;

/** Where an examination goes, as it goes on. */
public interface Report {

  /**
   * Takes what was found, at once.
   *
   * @param finding the next one
   */
  void add(Finding finding);

  /**
   * Is told what is being done, which may take a moment.
   *
   * @param what a few words
   */
  void progress(String what);
}
