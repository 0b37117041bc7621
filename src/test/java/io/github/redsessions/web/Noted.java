package io.github.redsessions.web;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.implementation.InvocationHandlerAdapter;
import net.bytebuddy.matcher.ElementMatchers;

/**
 * An object of an interface that notes its calls. It answers each with what it was told to, or with
 * nothing: null, false or 0.
 */
final class Noted<T> {

  /** One call, and what it was called with. */
  record Call(String name, List<Object> args) {}

  private static final Map<Class<?>, Object> NOTHING =
      Map.of(boolean.class, false, int.class, 0, long.class, 0L, double.class, 0.0);

  final T object;
  final List<Call> calls = new CopyOnWriteArrayList<>();
  private final Map<String, Object> answers = new HashMap<>();

  Noted(Class<T> type) {
    InvocationHandler handler = (proxy, method, args) -> call(method, args);
    object =
        type.isInterface()
            ? type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler))
            : subclass(type, handler);
  }

  /** Some of what Vert.x calls an interface is an abstract class without fields. */
  private static <T> T subclass(Class<T> type, InvocationHandler handler) {
    try {
      return new ByteBuddy()
          .subclass(type)
          .method(ElementMatchers.any())
          .intercept(InvocationHandlerAdapter.of(handler))
          .make()
          .load(type.getClassLoader())
          .getLoaded()
          .getConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  /** Has it answer the calls of a method with a value. */
  Noted<T> answer(String name, Object value) {
    answers.put(name, value);
    return this;
  }

  /** The names of the calls, in their order. */
  List<String> names() {
    return calls.stream().map(Call::name).toList();
  }

  private Object call(Method method, Object[] args) {
    return switch (method.getName()) {
      case "hashCode" -> System.identityHashCode(this);
      case "equals" -> args[0] == object;
      case "toString" -> method.getDeclaringClass().getSimpleName();
      default -> {
        calls.add(
            new Call(
                method.getName(), args == null ? List.of() : new ArrayList<>(Arrays.asList(args))));
        yield answers.getOrDefault(method.getName(), NOTHING.get(method.getReturnType()));
      }
    };
  }
}
