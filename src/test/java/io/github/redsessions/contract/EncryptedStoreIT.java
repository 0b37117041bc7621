package io.github.redsessions.contract;

import io.github.redsessions.contract.StandaloneStoreIT.OneServer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Nested;

/** The contract over one server on which attributes are encrypted, and what that adds to it. */
class EncryptedStoreIT {

  /** With a key of the servers. */
  interface ByKey extends OneServer {
    @Override
    default JsonObject encryption() {
      return EncryptionContract.encryption("key", EncryptionContract.K1);
    }
  }

  /** With the cookie's secret. */
  interface ByCookie extends OneServer {
    @Override
    default JsonObject encryption() {
      return EncryptionContract.encryption("cookie");
    }
  }

  /** With the cookie's secret and a key of the servers. */
  interface ByBoth extends OneServer {
    @Override
    default JsonObject encryption() {
      return EncryptionContract.encryption("cookie", EncryptionContract.K1);
    }
  }

  @Nested
  class KeyIds extends IdContract implements ByKey {}

  @Nested
  class KeyOwnIds extends OwnIdContract implements ByKey {}

  @Nested
  class KeyResurrection extends ResurrectionContract implements ByKey {}

  @Nested
  class KeyDeadlines extends DeadlineContract implements ByKey {}

  @Nested
  class KeyRecords extends RecordContract implements ByKey {}

  @Nested
  class KeyConcurrency extends ConcurrencyContract implements ByKey {}

  @Nested
  class KeyPrefixes extends PrefixContract implements ByKey {}

  @Nested
  class KeyUserIndexes extends UserIndexContract implements ByKey {}

  @Nested
  class CookieIds extends IdContract implements ByCookie {}

  @Nested
  class CookieOwnIds extends OwnIdContract implements ByCookie {}

  @Nested
  class CookieResurrection extends ResurrectionContract implements ByCookie {}

  @Nested
  class CookieDeadlines extends DeadlineContract implements ByCookie {}

  @Nested
  class CookieRecords extends RecordContract implements ByCookie {}

  @Nested
  class CookieConcurrency extends ConcurrencyContract implements ByCookie {}

  @Nested
  class CookiePrefixes extends PrefixContract implements ByCookie {}

  @Nested
  class CookieUserIndexes extends UserIndexContract implements ByCookie {}

  @Nested
  class KeyEncryption extends EncryptionContract implements ByKey {}

  @Nested
  class KeyReseal extends ResealContract implements ByKey {}

  @Nested
  class CookieEncryption extends EncryptionContract implements ByCookie {}

  @Nested
  class CookieReseal extends ResealContract implements ByCookie {}

  @Nested
  class BothEncryption extends EncryptionContract implements ByBoth {}

  @Nested
  class BothReseal extends ResealContract implements ByBoth {}
}
