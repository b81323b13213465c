/** How a command is called, and what it does. */
interface Usage {
  readonly call: string;
  readonly does: string;
}

/** The commands of `berth` by name. */
export const usages = {
  'apply-order': {
    call: 'berth apply-order ENVIRONMENT',
    does: 'lists the files of an environment, each after what it needs',
  },
  check: {
    call: 'berth check [--output text|json|github] [--each] [FILE-OR-FOLDER...]',
    does: "checks manifests; without a path, this fleet's dist/, each environment by itself",
  },
  debug: {
    call: 'berth debug -e ENVIRONMENT SYSTEM/DEPLOYMENT-KEY',
    does: 'prints a pod like those of a unit, with a shell as its program',
  },
  diagram: { call: 'berth diagram [--output FOLDER]', does: 'draws who calls whom, into docs/diagrams/' },
  explain: {
    call: 'berth explain SYSTEM/DEPLOYMENT-KEY [VARIABLE] [--output text|json]',
    does: 'tells of the variables of a unit: values in each environment, where they come from, what they mean',
  },
  image: {
    call: 'berth image build IMAGE --version VERSION --registry REGISTRY [--tag TAG] [--source FOLDER] [--build-arg NAME=VALUE...] [--dry-run]',
    does: 'builds and tags an image of images/ with docker or podman',
  },
  init: { call: 'berth init FOLDER', does: "makes a new fleet's folder" },
  keys: {
    call: 'berth keys SYSTEM --environment ENVIRONMENT',
    does: 'makes the keys and passwords that a system lacks, into the file that berth secrets reads',
  },
  runtime: { call: 'berth runtime COMMAND', does: 'looks at the processes of CDS, and does what they leave to people' },
  secrets: { call: 'berth secrets ENVIRONMENT', does: 'prints the Secrets that are written, for kubectl apply -f -' },
  synth: {
    call: 'berth synth [--environment NAME] [--system NAME] [DEPLOYMENT-KEY]',
    does: 'renders the fleet, checks it, and writes dist/ or a part of it',
  },
} as const satisfies Readonly<Record<string, Usage>>;

/** The name of a command. */
export type CommandName = keyof typeof usages;

/** What `berth --help` prints. */
export function helpText(): string {
  const lines = Object.values(usages).map(({ call, does }) => `  ${call}\n      ${does}\n`);
  return `Commands, for the fleet of the folder they are started in:\n\n${lines.join('')}`;
}

/** What `berth COMMAND --help` prints. */
export const usageText = (name: CommandName): string => `${usages[name].call}\n  ${usages[name].does}\n`;

/** Whether arguments ask how a command is called. */
export const asksForHelp = (args: readonly string[]): boolean => {
  const end = args.indexOf('--');
  return (end === -1 ? args : args.slice(0, end)).some((arg) => arg === '--help' || arg === '-h');
};
