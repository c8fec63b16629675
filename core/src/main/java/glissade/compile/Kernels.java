package glissade.compile;

import java.lang.invoke.MethodHandles;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Compiles, and remembers what is compiled as long as somebody uses it. Each kernel is a hidden
 * class of its own, which unloads with the last reference. Safe for use by several threads.
 */
public final class Kernels {
  private static final Map<Object, Entry> CACHE = new ConcurrentHashMap<>();
  private static final ReferenceQueue<Object> DROPPED = new ReferenceQueue<>();

  private Kernels() {}

  /**
   * Compiles.
   *
   * @throws glissade.formula.LimitException if the code exceeds what the virtual machine can hold
   */
  public static CompiledKernel compile(KernelSpec spec) {
    CompiledKernel plain = compilePlain(spec);
    Plan plan = planForLanes(spec, plain);
    if (plan == null) {
      return plain;
    }
    if (Lanes.always()) {
      return plain.with(kernel(plan), plan);
    }
    Kernel warming =
        new WarmingKernel(
            plain.kernel(),
            () -> kernel(plan),
            () -> trialArrays(spec, plain.with(plain.kernel(), plan)),
            spec.scalars());
    return plain.with(warming, plan);
  }

  /** Compiles for one element at a time, which is how {@link #compile} begins. */
  public static CompiledKernel compilePlain(KernelSpec spec) {
    Plan plan = new Plan(spec);
    KernelWriter writer = KernelWriter.of(plan);
    byte[] bytes = writer.write();
    return new CompiledKernel(
        instantiate(Kernel.class, bytes),
        spec.precision(),
        List.copyOf(plan.scratch()),
        null,
        plan.reduces(),
        bytes.length,
        writer.methods());
  }

  /**
   * Compiles for vector registers, which is what {@link #compile} may go over to.
   *
   * @return null where there are none, or the work is not for them
   */
  public static @Nullable CompiledKernel compileForLanes(KernelSpec spec) {
    CompiledKernel plain = compilePlain(spec);
    Plan plan = planForLanes(spec, plain);
    return plan == null ? null : plain.with(kernel(plan), plan);
  }

  private static @Nullable Plan planForLanes(KernelSpec spec, CompiledKernel plain) {
    int lanes = Lanes.of(spec.precision());
    return lanes == 0 ? null : Plan.forLanes(spec, lanes, plain.scratch().size());
  }

  private static Kernel kernel(Plan plan) {
    return instantiate(Kernel.class, KernelWriter.of(plan).write());
  }

  private static Object[] trialArrays(KernelSpec spec, CompiledKernel kernel) {
    int length = Math.max(WarmingKernel.TRIAL, spec.longestOffset() + 1);
    Object[] arrays = new Object[spec.arrays()];
    for (int i = 0; i < arrays.length; i++) {
      arrays[i] = spec.precision().array(length);
      if (arrays[i] instanceof double[] doubles) {
        Arrays.fill(doubles, 0.5);
      } else if (arrays[i] instanceof float[] floats) {
        Arrays.fill(floats, 0.5f);
      }
    }
    return kernel.withScratch(length, arrays);
  }

  /** What a kernel does, in lines that a person can read. */
  public static List<String> listing(KernelSpec spec) {
    return new Listing(new Plan(spec)).lines();
  }

  /**
   * Compiles, or finds what was compiled for an equal key and is still in use.
   *
   * @param key all that the specification is made from, with {@code equals}
   * @param spec makes the specification
   */
  public static CompiledKernel compile(Object key, Supplier<KernelSpec> spec) {
    return cached(CompiledKernel.class, key, () -> compile(spec.get()));
  }

  /**
   * Compiles whole steps, or finds what was compiled for an equal key and is still in use.
   *
   * @param key all that the specification is made from, with {@code equals}
   * @param spec makes the specification
   */
  public static StepKernel compileSteps(Object key, Supplier<StepSpec> spec) {
    return cached(
        StepKernel.class,
        key,
        () -> instantiate(StepKernel.class, StepKernelWriter.write(spec.get())));
  }

  private static <T> T cached(Class<T> type, Object key, Supplier<T> compiler) {
    for (Object dropped = DROPPED.poll(); dropped != null; dropped = DROPPED.poll()) {
      Entry entry = (Entry) dropped;
      CACHE.remove(entry.key, entry);
    }
    List<Object> typedKey = List.of(type, key);
    Entry known = CACHE.get(typedKey);
    Object kernel = known == null ? null : known.get();
    if (kernel == null) {
      kernel = compiler.get();
      CACHE.put(typedKey, new Entry(typedKey, kernel));
    }
    return type.cast(kernel);
  }

  private static <T> T instantiate(Class<T> type, byte[] bytes) {
    try {
      Class<?> hidden = MethodHandles.lookup().defineHiddenClass(bytes, false).lookupClass();
      return type.cast(hidden.getConstructor().newInstance());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the compiled class cannot be used", e);
    }
  }

  /** Holds a kernel weakly. The class goes when the kernel does. */
  private static final class Entry extends WeakReference<Object> {
    final Object key;

    Entry(Object key, Object kernel) {
      super(kernel, DROPPED);
      this.key = key;
    }
  }
}
