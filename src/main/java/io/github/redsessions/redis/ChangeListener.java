package io.github.redsessions.redis;

/**
 * Is told what was read that no longer counts, on any thread; must not throw. Public because the
 * store's near cache is one; applications have no use for it.
 */
public interface ChangeListener {
  /**
   * One key may have changed.
   *
   * @param name the key without the prefix
   */
  void changed(String name);

  /** Every key may have changed. */
  void allChanged();
}
