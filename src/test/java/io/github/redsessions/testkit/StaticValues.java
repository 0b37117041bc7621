package io.github.redsessions.testkit;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The texts and bytes that can be reached from the static fields of some classes: through objects
 * of this module, collections and arrays. What a heap dump would hold however idle the process is.
 */
public final class StaticValues {

  private static final String MODULE = "io.github.redsessions.";

  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Object> open = new ArrayDeque<>();
  private final List<String> texts = new ArrayList<>();

  private StaticValues() {}

  /** Reads the classes; bytes are given as text and as base64url. */
  public static List<String> of(List<Class<?>> classes) throws IllegalAccessException {
    StaticValues values = new StaticValues();
    for (Class<?> type : classes) {
      values.addFields(type, null);
    }
    while (!values.open.isEmpty()) {
      values.look(values.open.pop());
    }
    return values.texts;
  }

  private void look(Object value) throws IllegalAccessException {
    if (value instanceof CharSequence text) {
      texts.add(text.toString());
    } else if (value instanceof byte[] bytes) {
      texts.add(new String(bytes, StandardCharsets.ISO_8859_1));
      texts.add(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    } else if (value instanceof Map<?, ?> map) {
      map.forEach(
          (key, each) -> {
            add(key);
            add(each);
          });
    } else if (value instanceof Iterable<?> items && !(value instanceof Path)) {
      items.forEach(this::add);
    } else if (value instanceof Object[]) {
      for (int i = 0; i < Array.getLength(value); i++) {
        add(Array.get(value, i));
      }
    } else {
      for (Class<?> type = value.getClass();
          type != null && type.getName().startsWith(MODULE);
          type = type.getSuperclass()) {
        addFields(type, value);
      }
    }
  }

  /** Adds the values of the static fields, or of those of an object. */
  private void addFields(Class<?> type, Object owner) throws IllegalAccessException {
    for (Field field : type.getDeclaredFields()) {
      boolean wanted = Modifier.isStatic(field.getModifiers()) == (owner == null);
      if (wanted && !field.getType().isPrimitive()) {
        field.setAccessible(true);
        add(field.get(owner));
      }
    }
  }

  private void add(Object value) {
    if (value != null && seen.add(value)) {
      open.push(value);
    }
  }
}
