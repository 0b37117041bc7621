package io.github.redsessions.store;

import io.github.redsessions.SessionFormatException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a record is written: as an object with a member for each component that isn't null.
 *
 * <p>Another version of the application may have had other components: one that is missing is read
 * as null, and one that isn't known is left out. A primitive component can't be null, so that an
 * object without it can't be read.
 */
final class RecordForm implements ValueForm {

  private final Constructor<?> constructor;
  private final List<Component> components;
  private final boolean mutable;

  RecordForm(Constructor<?> constructor, List<Component> components, boolean mutable) {
    this.constructor = constructor;
    this.components = components;
    this.mutable = mutable;
  }

  @Override
  public Object toJson(String name, Object value, int depth) {
    JsonCheck.checkDepth(name, depth);
    Map<String, Object> object = new LinkedHashMap<>();
    for (Component component : components) {
      Object part = part(name, value, component);
      if (part != null) {
        object.put(component.name(), component.form().toJson(name, part, depth + 1));
      }
    }
    return object;
  }

  @Override
  public Object fromJson(String name, Object json) {
    Map<?, ?> object = (Map<?, ?>) json;
    @Nullable Object[] parts = new @Nullable Object[components.size()];
    for (int i = 0; i < parts.length; i++) {
      Component component = components.get(i);
      Object part = object.get(component.name());
      if (part != null) {
        parts[i] = component.form().fromJson(name, part);
      } else if (component.isPrimitive()) {
        throw unreadable(name, "lacks the component " + component.name() + " of");
      }
    }
    try {
      return constructor.newInstance(parts);
    } catch (ReflectiveOperationException e) {
      // Without the cause, whose message may quote the value.
      throw unreadable(name, "is refused by the constructor of");
    }
  }

  @Override
  public boolean isMutable() {
    return mutable;
  }

  private @Nullable Object part(String name, Object value, Component component) {
    try {
      return component.accessor().invoke(value);
    } catch (ReflectiveOperationException e) {
      // Without the cause, whose message may quote the value.
      throw new IllegalArgumentException(
          "The attribute "
              + name
              + " can't be written: the component "
              + component.name()
              + " of "
              + constructor.getDeclaringClass().getName()
              + " can't be read");
    }
  }

  private SessionFormatException unreadable(String name, String why) {
    return new SessionFormatException(
        "The attribute " + name + " " + why + " " + constructor.getDeclaringClass().getName());
  }

  /**
   * A component of the record.
   *
   * @param name its member in the object
   * @param accessor reads it
   * @param form writes it
   */
  record Component(String name, Method accessor, ValueForm form) {

    boolean isPrimitive() {
      return accessor.getReturnType().isPrimitive();
    }
  }
}
