package io.github.redsessions.contract;

import io.vertx.core.json.JsonObject;

/** vertx-web's own contract suite over attributes that are encrypted with the cookie's secret. */
public class EncryptedSessionHandlerIT extends StockSessionHandlerIT {

  @Override
  JsonObject encryption() {
    return EncryptionContract.encryption("cookie", EncryptionContract.K1);
  }
}
