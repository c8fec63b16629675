package glissade.cli;

import glissade.data.DataException;
import glissade.formula.FormulaException;
import glissade.formula.LimitException;
import glissade.optimize.CheckpointException;
import glissade.rule.SettingsException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code glissade} command. */
@Command(
    name = "glissade",
    description = {"Write down a loss; get its minimum.", ""},
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Try:  glissade minimize 'x^2 + y^2' --start x=5,y=4",
      "",
      "Exit codes: 0 done; 1 internal error; 2 usage or formula; 3 data; 4 budget spent before the",
      "tolerance asked for; 5 diverged; 130 interrupted (the best point so far is written)."
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "show the stack trace of an internal error")
  private boolean debug;

  /** The commands, as the help lists them. */
  private static final Map<String, Supplier<Object>> COMMANDS = commands();

  private final InputStream in;

  private Main(InputStream in) {
    this.in = in;
  }

  private static Map<String, Supplier<Object>> commands() {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("minimize", MinimizeCommand::new);
    commands.put("fit", FitCommand::new);
    commands.put("predict", PredictCommand::new);
    commands.put("score", ScoreCommand::new);
    commands.put("export", ExportCommand::new);
    commands.put("compare", CompareCommand::new);
    commands.put("functions", FunctionsCommand::new);
    commands.put("eval", EvalCommand::new);
    commands.put("rules", RulesCommand::new);
    commands.put("explain", ExplainCommand::new);
    commands.put("check", CheckCommand::new);
    commands.put("rule-check", RuleCheckCommand::new);
    commands.put("translate", TranslateCommand::new);
    commands.put("diff", DiffCommand::new);
    commands.put("replay", ReplayCommand::new);
    commands.put("studio", StudioCommand::new);
    commands.put("language", LanguageCommand::new);
    commands.put("completion", CompletionCommand::new);
    return commands;
  }

  /** Standard input, for any command. */
  static InputStream standardInput(CommandSpec command) {
    return ((Main) command.root().userObject()).in;
  }

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.US); // numbers have a point, and no locale data is read
    // Whatever the locale says, names may be Greek and files are UTF-8.
    PrintStream out = utf8(FileDescriptor.out);
    PrintStream err = utf8(FileDescriptor.err);
    int code = run(System.in, out, err, args);
    out.flush();
    err.flush();
    if (out.checkError() && code == ExitCode.OK) {
      code = ExitCode.INTERNAL; // the result did not reach its reader
    }
    System.exit(code);
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(
        new java.io.BufferedOutputStream(new FileOutputStream(descriptor), 1 << 13),
        false,
        StandardCharsets.UTF_8);
  }

  /** Runs the command with the given streams; returns its exit code. */
  public static int run(InputStream in, PrintStream out, PrintStream err, String... args) {
    Main main = new Main(in);
    CommandLine commandLine = new CommandLine(main);
    // Reading the annotations of a command takes milliseconds, so only the one that runs is added.
    String first = args.length > 0 && !args[0].equals("completion") ? args[0] : "";
    COMMANDS.forEach(
        (name, command) -> {
          if (name.equals(first) || !COMMANDS.containsKey(first)) {
            commandLine.addSubcommand(name, command.get());
          }
        });
    commandLine.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    commandLine.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    commandLine.setAbbreviatedSubcommandsAllowed(false);
    commandLine.setUsageHelpWidth(100);
    commandLine.setUnmatchedOptionsArePositionalParams(true); // a formula may begin with a minus
    commandLine.setParameterExceptionHandler(Main::badArguments);
    commandLine.setExecutionExceptionHandler((e, command, parsed) -> main.failed(e, command));
    int code;
    try {
      code = commandLine.execute(args);
    } catch (OutOfMemoryError e) {
      commandLine
          .getErr()
          .printf(
              "glissade: not enough memory: Java has %,d MB; give it more with -Xmx in JAVA_TOOL_OPTIONS%n",
              Runtime.getRuntime().maxMemory() >> 20);
      code = ExitCode.USAGE;
    }
    commandLine.getOut().flush();
    commandLine.getErr().flush();
    return code;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static int badArguments(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("glissade: " + decapitalized(String.valueOf(e.getMessage())));
    CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
    err.println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }

  private static String decapitalized(String message) {
    return message.isEmpty()
        ? message
        : Character.toLowerCase(message.charAt(0)) + message.substring(1);
  }

  private int failed(Exception e, CommandLine command) {
    PrintWriter err = command.getErr();
    if (e instanceof FormulaException) {
      err.println(e.getMessage());
      return ExitCode.USAGE;
    }
    if (e instanceof CheckpointException || e instanceof DataException) {
      err.println("glissade: " + e.getMessage());
      return ExitCode.DATA;
    }
    if (e instanceof SettingsException
        || e instanceof LimitException
        || e instanceof UsageException
        || e instanceof UncheckedIOException) {
      err.println("glissade: " + e.getMessage());
      return ExitCode.USAGE;
    }
    err.println("glissade: internal error: " + e);
    if (debug) {
      e.printStackTrace(err);
    } else {
      err.println("Run it again with --debug for the stack trace, and report it with the command.");
    }
    return ExitCode.INTERNAL;
  }
}
