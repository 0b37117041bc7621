package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.StreamPriority;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checks that an object hands the calls of an interface on to another one: with what it was called
 * with, and giving back what that one answers, or itself where the interface is for chains.
 */
final class PassedOn {

  private PassedOn() {}

  /** The methods that a class says itself how it answers, in the same order at all times. */
  static Stream<Method> methods(Class<?> type, Class<?> contract) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> !method.isBridge() && !method.isSynthetic())
        .filter(method -> Modifier.isPublic(method.getModifiers()))
        .filter(
            method ->
                Arrays.stream(contract.getMethods())
                    .anyMatch(
                        one ->
                            one.getName().equals(method.getName())
                                // Vert.x 5.1 has changed some, which are other methods then.
                                && one.getReturnType() == method.getReturnType()
                                && Arrays.equals(
                                    one.getParameterTypes(), method.getParameterTypes())))
        .sorted(Comparator.comparing(Method::toString));
  }

  /** Calls a method, and looks at what the other object was called with. */
  static void check(Method method, Object wrapper, Noted<?> real) {
    Object answer = method.getReturnType() == void.class ? null : sample(method.getReturnType());
    check(method, wrapper, real, answer);
    if (answer instanceof Boolean) {
      check(method, wrapper, real, false);
    }
  }

  private static void check(Method method, Object wrapper, Noted<?> real, Object answer) {
    Object[] args = samples(method);
    real.answer(method.getName(), answer);
    real.calls.clear();

    Object given = invoke(method, wrapper, args);
    assertThat(real.calls)
        .as("%s", method)
        .containsExactly(new Noted.Call(method.getName(), List.of(args)));
    if (method.getReturnType().isInstance(wrapper)) {
      assertThat(given).as("%s", method).isSameAs(wrapper);
    } else {
      assertThat(given).as("%s", method).isEqualTo(answer);
    }
  }

  static Object invoke(Method method, Object object, Object... args) {
    try {
      method.setAccessible(true);
      return method.invoke(object, args);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  /** A value for each of its parameters, which no default is equal to. */
  static Object[] samples(Method method) {
    return Arrays.stream(method.getParameterTypes()).map(PassedOn::sample).toArray();
  }

  private static Object sample(Class<?> type) {
    if (type == boolean.class) {
      return true;
    } else if (type == int.class) {
      return 7;
    } else if (type == long.class) {
      return 8L;
    } else if (type == String.class || type == CharSequence.class) {
      return "a text";
    } else if (type == HttpMethod.class) {
      return HttpMethod.PATCH;
    } else if (type == StreamPriority.class) {
      return new StreamPriority().setWeight((short) 9);
    } else if (type.isInterface()) {
      Noted<?> noted = new Noted<>(type);
      return noted.object;
    } else if (type.isEnum()) {
      return type.getEnumConstants()[1];
    }
    throw new AssertionError("There is no sample of " + type);
  }
}
