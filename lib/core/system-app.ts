import { App, Chart } from 'cdk8s';
import { setCluster, type EnvironmentBase } from './environment.ts';
import { setPlace } from './faults.ts';
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
  }

  /**
   * The chart of a deployment key: what is deployed with `kubectl apply -f` of its one file.
   *
   * @param key the file's name; a DNS label, also the name of the Deployment where there is one
   * @param namespace of its objects
   */
  chart(key: string, namespace: string): Chart {
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
