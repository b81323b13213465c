import { App, Chart } from 'cdk8s';
import { checkPurpose, setCluster, type EnvironmentBase } from './environment.ts';
import { reportFault, setPlace } from './faults.ts';
import { checkName } from './names.ts';

/** One system in one environment: a cdk8s App with a chart for each deployment key. */
export class SystemApp extends App {
  readonly environment: EnvironmentBase;
  readonly system: string;

  /** @param outdir where `synth()` of cdk8s would write */
  constructor(environment: EnvironmentBase, system: string, outdir = 'dist') {
    super({ outdir: `${outdir}/${environment.name}/${system}` });
    this.environment = environment;
    this.system = system;
    setPlace(this, `${environment.name}/${system}`);
    setCluster(this, environment.cluster);
    checkName(this, 'environment', environment.name);
    checkPurpose(this, environment.purpose);
  }

  /**
   * The chart of a deployment key: what is deployed with `kubectl apply -f` of its one file.
   *
   * @param key the file's name; a DNS label, also the name of the Deployment where there is one
   * @param namespace of its objects
   */
  chart(key: string, namespace: string): Chart {
    const taken = this.node.tryFindChild(key);
    if (taken instanceof Chart) {
      reportFault(taken, {
        code: 'ERR_NAME',
        property: 'deployment key',
        got: key,
        expected: 'a key that no other chart of the system has, since it is the name of its file',
        remedy: 'rename one of the two, or put both units into one chart',
      });
      return taken;
    }
    const labels = {
      'app.kubernetes.io/name': key,
      'app.kubernetes.io/part-of': this.system,
      'app.kubernetes.io/instance': `${this.system}-${this.environment.name}`,
    };
    const chart = new Chart(this, key, { namespace, labels });
    checkName(chart, 'deployment key', key);
    return chart;
  }
}
