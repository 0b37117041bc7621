package io.github.redsessions.store;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a record's lists, sets and maps with text as keys are written: as arrays and objects. They
 * may hold nulls, keep their order, and come back as collections that can be changed.
 */
final class CollectionForm implements ValueForm {

  private final ValueForm element;

  /** Makes the collection, null for a map. */
  private final @Nullable Supplier<Collection<@Nullable Object>> maker;

  private CollectionForm(
      ValueForm element, @Nullable Supplier<Collection<@Nullable Object>> maker) {
    this.element = element;
    this.maker = maker;
  }

  /** The type of the elements of a List, a Set or a Map of text; null if it is none of these. */
  static @Nullable Type elementOf(Type type) {
    if (!(type instanceof ParameterizedType generic)) {
      return null;
    }
    Type[] arguments = generic.getActualTypeArguments();
    if (generic.getRawType() == Map.class) {
      return arguments[0] == String.class ? arguments[1] : null;
    }
    return generic.getRawType() == List.class || generic.getRawType() == Set.class
        ? arguments[0]
        : null;
  }

  /** The form of a type of which {@link #elementOf} tells the elements. */
  static ValueForm of(Type type, ValueForm element) {
    Type raw = ((ParameterizedType) type).getRawType();
    if (raw == Map.class) {
      return new CollectionForm(element, null);
    }
    return new CollectionForm(element, raw == List.class ? ArrayList::new : LinkedHashSet::new);
  }

  @Override
  public Object toJson(String name, Object value, int depth) {
    JsonCheck.checkDepth(name, depth);
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      map.forEach((key, each) -> object.put(JsonCheck.key(name, key), written(name, each, depth)));
      return object;
    }
    List<@Nullable Object> array = new ArrayList<>();
    for (Object each : (Collection<?>) value) {
      array.add(written(name, each, depth));
    }
    return array;
  }

  @Override
  public Object fromJson(String name, Object json) {
    if (maker == null) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      ((Map<?, ?>) json).forEach((key, each) -> map.put((String) key, read(name, each)));
      return map;
    }
    Collection<@Nullable Object> collection = maker.get();
    for (Object each : (List<?>) json) {
      collection.add(read(name, each));
    }
    return collection;
  }

  @Override
  public boolean isMutable() {
    return true;
  }

  private @Nullable Object written(String name, @Nullable Object each, int depth) {
    return each == null ? null : element.toJson(name, each, depth + 1);
  }

  private @Nullable Object read(String name, @Nullable Object each) {
    return each == null ? null : element.fromJson(name, each);
  }
}
