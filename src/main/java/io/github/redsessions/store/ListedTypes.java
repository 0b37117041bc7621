package io.github.redsessions.store;

import io.github.redsessions.config.ConfigException;
import io.github.redsessions.store.RecordForm.Component;
import io.vertx.core.shareddata.ClusterSerializable;
import io.vertx.ext.web.Session;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the classes of {@code session.types}, and how their values are written. The one place that
 * loads a class by its name, which comes from the configuration.
 */
final class ListedTypes {

  private static final String ALLOWED =
      ", allowed is an enum, a ClusterSerializable with a public constructor without arguments, or a record whose components are"
          + " built-in types (not User), types of this list or of a codec, or List, Set and Map<String, …> of these";

  /** How components are written that are of these classes; grows while the list is read. */
  private final Map<Class<?>, ValueForm> forms;

  private final @Nullable ClassLoader context;
  private final Map<Class<?>, Integer> listed = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  /**
   * Creates the reader.
   *
   * @param codecs how values are written for which there are codecs
   * @param context the loader that is asked first
   */
  ListedTypes(Map<Class<?>, ValueForm> codecs, @Nullable ClassLoader context) {
    this.forms = new HashMap<>(codecs);
    this.context = context;
  }

  /**
   * Reads the list.
   *
   * @throws ConfigException naming every class that doesn't exist or can't be stored
   * @throws IllegalArgumentException if there is a codec for one
   */
  List<StoredType> read(List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      Class<?> type = find(names.get(i));
      if (type == null) {
        problem(i, names.get(i) + ", which is not on the class path or module path", ALLOWED);
      } else if (forms.containsKey(type)) {
        throw new IllegalArgumentException(
            "session.types lists " + type.getName() + ", for which there is a codec");
      } else {
        listed.put(type, i);
      }
    }
    List<StoredType> types = new ArrayList<>();
    listed.forEach(
        (type, i) -> {
          try {
            ValueForm form = form(type);
            forms.put(type, form);
            types.add(
                new StoredType(
                    type, "~" + AttributeValues.TYPE_TAG + ":" + type.getName() + ":", form));
          } catch (Refused e) {
            problem(i, e.found, e.allowed);
          } catch (LinkageError e) {
            problem(i, type.getName() + ", which can't be initialized (" + e + ")", ALLOWED);
          }
        });
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return types;
  }

  private void problem(int i, String found, String allowed) {
    problems.add("session.types[" + i + "]: found " + found + allowed);
  }

  private @Nullable Class<?> find(String name) {
    Class<?> type = context == null ? null : find(name, context);
    ClassLoader own = ListedTypes.class.getClassLoader();
    return type != null || own == null ? type : find(name, own);
  }

  private static @Nullable Class<?> find(String name, ClassLoader loader) {
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      return null;
    }
  }

  private ValueForm form(Class<?> type) {
    if (BuiltInTypes.has(type) || Session.class.isAssignableFrom(type)) {
      // Some of these would load the classes that their bytes name.
      throw new Refused(type.getName() + ", which belongs to the sessions themselves");
    } else if (type.isEnum()) {
      return TextForms.ofEnum(type);
    } else if (type.isRecord()) {
      return record(type);
    } else if (ClusterSerializable.class.isAssignableFrom(type)
        && !Modifier.isAbstract(type.getModifiers())) {
      return serializable(type);
    }
    throw new Refused(type.getName() + ", " + kind(type));
  }

  private static String kind(Class<?> type) {
    return type.isInterface()
        ? "an interface"
        : Modifier.isAbstract(type.getModifiers()) ? "an abstract class" : "another kind of class";
  }

  private static ValueForm serializable(Class<?> type) {
    try {
      return TextForms.ofSerializable(accessible(type.getConstructor(), type));
    } catch (NoSuchMethodException e) {
      throw new Refused(type.getName() + ", whose constructor takes arguments or is not public");
    }
  }

  private ValueForm record(Class<?> type) {
    List<Component> components = new ArrayList<>();
    List<Class<?>> parameters = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Method accessor = accessible(component.getAccessor(), type);
      Type declared = component.getGenericType();
      ValueForm form = component(declared);
      if (form == null) {
        throw new Refused(
            type.getName()
                + ", a record whose component "
                + component.getName()
                + " is a "
                + declared.getTypeName());
      }
      components.add(new Component(component.getName(), accessor, form));
      parameters.add(component.getType());
    }
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(parameters.toArray(Class<?>[]::new));
      return new RecordForm(
          accessible(constructor, type), List.copyOf(components), isMutable(type, new HashSet<>()));
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("A record without its constructor", e);
    }
  }

  /** The form of a component, null if there is none. */
  private @Nullable ValueForm component(Type type) {
    if (type instanceof Class<?> c) {
      ValueForm scalar = ScalarForm.of(c);
      ValueForm known = scalar == null ? forms.get(c) : scalar;
      return known == null && listed.containsKey(c) ? new Later(c, forms) : known;
    }
    Type element = CollectionForm.elementOf(type);
    ValueForm form = element == null ? null : component(element);
    return form == null ? null : CollectionForm.of(type, form);
  }

  /** Tells whether there is anything in a type that can change in place. */
  private boolean isMutable(Type type, Set<Type> seen) {
    if (!(type instanceof Class<?> c)) {
      return true;
    }
    ValueForm scalar = ScalarForm.of(c);
    if (scalar != null) {
      return scalar.isMutable();
    } else if (c.isRecord() && listed.containsKey(c)) {
      if (!seen.add(c)) {
        return false;
      }
      for (RecordComponent component : c.getRecordComponents()) {
        if (isMutable(component.getGenericType(), seen)) {
          return true;
        }
      }
      return false;
    }
    ValueForm codec = forms.get(c);
    return codec != null ? codec.isMutable() : !c.isEnum();
  }

  private static <T extends AccessibleObject> T accessible(T member, Class<?> type) {
    if (member.trySetAccessible()) {
      return member;
    }
    Module own = ListedTypes.class.getModule();
    throw new Refused(
        type.getName() + " of the module " + type.getModule().getName(),
        ", allowed is a class of an open package: \"opens "
            + type.getPackageName()
            + (own.isNamed() ? " to " + own.getName() : "")
            + ";\" in its module-info.java");
  }

  /** A class of the list that is written as the list says, once it is read. */
  private record Later(Class<?> type, Map<Class<?>, ValueForm> forms) implements ValueForm {

    @Override
    public Object toJson(String name, Object value, int depth) {
      return form().toJson(name, value, depth);
    }

    @Override
    public Object fromJson(String name, Object json) {
      return form().fromJson(name, json);
    }

    @Override
    public boolean isMutable() {
      return form().isMutable();
    }

    private ValueForm form() {
      ValueForm form = forms.get(type);
      if (form == null) {
        throw new IllegalStateException("A class that was refused");
      }
      return form;
    }
  }

  /** A class that can't be stored. */
  private static final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    final String found;
    final String allowed;

    Refused(String found) {
      this(found, ALLOWED);
    }

    Refused(String found, String allowed) {
      super(found, null, false, false);
      this.found = found;
      this.allowed = allowed;
    }
  }
}
