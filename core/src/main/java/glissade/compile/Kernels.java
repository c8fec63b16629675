package glissade.compile;

import java.lang.invoke.MethodHandles;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Compiles, and remembers what is compiled as long as somebody uses it. Each kernel is a hidden
 * class of its own, which unloads with the last reference. Safe for use by several threads.
 */
public final class Kernels {
  private static final Map<Object, Entry> CACHE = new ConcurrentHashMap<>();
  private static final ReferenceQueue<CompiledKernel> DROPPED = new ReferenceQueue<>();

  private Kernels() {}

  /**
   * Compiles.
   *
   * @throws glissade.formula.LimitException if the code exceeds what the virtual machine can hold
   */
  public static CompiledKernel compile(KernelSpec spec) {
    Plan plan = new Plan(spec);
    KernelWriter writer = KernelWriter.of(plan);
    byte[] bytes = writer.write();
    return new CompiledKernel(
        instantiate(bytes),
        spec.precision(),
        List.copyOf(plan.scratch()),
        plan.reduces(),
        bytes.length,
        writer.methods());
  }

  /** What a kernel does, in lines that a person can read. */
  public static List<String> listing(KernelSpec spec) {
    return new Plan(spec).listing();
  }

  /**
   * Compiles, or finds what was compiled for an equal key and is still in use.
   *
   * @param key all that the specification is made from, with {@code equals}
   * @param spec makes the specification
   */
  public static CompiledKernel compile(Object key, Supplier<KernelSpec> spec) {
    for (Object dropped = DROPPED.poll(); dropped != null; dropped = DROPPED.poll()) {
      Entry entry = (Entry) dropped;
      CACHE.remove(entry.key, entry);
    }
    Entry known = CACHE.get(key);
    CompiledKernel kernel = known == null ? null : known.get();
    if (kernel == null) {
      kernel = compile(spec.get());
      CACHE.put(key, new Entry(key, kernel));
    }
    return kernel;
  }

  private static Kernel instantiate(byte[] bytes) {
    try {
      Class<?> hidden = MethodHandles.lookup().defineHiddenClass(bytes, false).lookupClass();
      return (Kernel) hidden.getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the compiled class cannot be used", e);
    }
  }

  /** Holds a kernel weakly. The class goes when the kernel does. */
  private static final class Entry extends WeakReference<CompiledKernel> {
    final Object key;

    Entry(Object key, CompiledKernel kernel) {
      super(kernel, DROPPED);
      this.key = key;
    }
  }
}
