package glissade.benchmarks;

import glissade.rule.ConfiguredRule;
import glissade.rule.Rules;

/**
 * Update rules as a person writes them in plain Java, for floats. Each makes exactly the arithmetic
 * of Glissade's rule, in the same order; what depends on hyperparameters alone is computed in
 * double and rounded once. The arrays are Glissade's: parameters, gradient, states.
 */
enum UpdateLoop {
  SGD {
    @Override
    ConfiguredRule rule() {
      return Rules.find("sgd").configured();
    }

    @Override
    void step(Object[] arrays, Hyperparameters hyper, int from, int to) {
      float[] w = (float[]) arrays[0];
      float[] g = (float[]) arrays[1];
      float learningRate = (float) hyper.learningRate;
      for (int i = from; i < to; i++) {
        w[i] = w[i] - learningRate * g[i];
      }
    }
  },

  MOMENTUM {
    @Override
    ConfiguredRule rule() {
      return Rules.find("momentum").configured().with("momentum", 0.9);
    }

    @Override
    void step(Object[] arrays, Hyperparameters hyper, int from, int to) {
      float[] w = (float[]) arrays[0];
      float[] g = (float[]) arrays[1];
      float[] v = (float[]) arrays[2];
      float learningRate = (float) hyper.learningRate;
      float momentum = (float) hyper.momentum;
      for (int i = from; i < to; i++) {
        v[i] = momentum * v[i] + g[i];
        w[i] = w[i] - learningRate * v[i];
      }
    }
  },

  RMSPROP {
    @Override
    ConfiguredRule rule() {
      return Rules.find("rmsprop").configured().with("decay", 0.9).with("epsilon", 1e-6);
    }

    @Override
    void step(Object[] arrays, Hyperparameters hyper, int from, int to) {
      float[] w = (float[]) arrays[0];
      float[] g = (float[]) arrays[1];
      float[] s = (float[]) arrays[2];
      float learningRate = (float) hyper.learningRate;
      float decay = (float) hyper.decay;
      float rest = (float) (1 - hyper.decay);
      float epsilon = (float) hyper.epsilon;
      for (int i = from; i < to; i++) {
        s[i] = decay * s[i] + rest * (g[i] * g[i]);
        w[i] = w[i] - learningRate * g[i] / ((float) Math.sqrt(s[i]) + epsilon);
      }
    }
  },

  /** RMSProp, centered and with momentum. */
  CENTERED {
    @Override
    ConfiguredRule rule() {
      return RMSPROP.rule().with("centered", "on").with("momentum", 0.9);
    }

    @Override
    void step(Object[] arrays, Hyperparameters hyper, int from, int to) {
      float[] w = (float[]) arrays[0];
      float[] g = (float[]) arrays[1];
      float[] s = (float[]) arrays[2];
      float[] m = (float[]) arrays[3];
      float[] v = (float[]) arrays[4];
      float learningRate = (float) hyper.learningRate;
      float decay = (float) hyper.decay;
      float rest = (float) (1 - hyper.decay);
      float spread = (float) (hyper.decay * (1 - hyper.decay));
      float epsilon = (float) hyper.epsilon;
      float momentum = (float) hyper.momentum;
      for (int i = from; i < to; i++) {
        float d = g[i] - m[i];
        m[i] = m[i] + rest * d;
        s[i] = decay * s[i] + spread * (d * d);
        v[i] = momentum * v[i] + g[i] / ((float) Math.sqrt(s[i]) + epsilon);
        w[i] = w[i] - learningRate * v[i];
      }
    }
  },

  ADAM {
    @Override
    ConfiguredRule rule() {
      return Rules.find("adam").configured().with("beta1", 0.9).with("epsilon", 1e-6);
    }

    @Override
    void step(Object[] arrays, Hyperparameters hyper, int from, int to) {
      float[] w = (float[]) arrays[0];
      float[] g = (float[]) arrays[1];
      float[] m = (float[]) arrays[2];
      float[] v = (float[]) arrays[3];
      float beta1 = (float) hyper.decay;
      float rest1 = (float) (1 - hyper.decay);
      float beta2 = (float) hyper.beta2;
      float rest2 = (float) (1 - hyper.beta2);
      float rate = (float) (hyper.learningRate / (1 - Math.pow(hyper.decay, hyper.t)));
      float unbias = (float) (1 / (1 - Math.pow(hyper.beta2, hyper.t)));
      float epsilon = (float) hyper.epsilon;
      for (int i = from; i < to; i++) {
        m[i] = beta1 * m[i] + rest1 * g[i];
        v[i] = beta2 * v[i] + rest2 * (g[i] * g[i]);
        w[i] = w[i] - rate * m[i] / ((float) Math.sqrt(unbias * v[i]) + epsilon);
      }
    }
  };

  /** Not final, so that the compiler does not take them for constants. */
  static final class Hyperparameters {
    double learningRate = 0.01;
    double decay = 0.9;
    double momentum = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-6;
    int t = 5;
  }

  /** The rule, to be given a learning rate of 0.01. */
  abstract ConfiguredRule rule();

  /** One update of the parameters from {@code from} to before {@code to}. */
  abstract void step(Object[] arrays, Hyperparameters hyper, int from, int to);
}
