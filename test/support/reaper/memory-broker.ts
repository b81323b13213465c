import type { Broker, PublishOptions } from '../../../runtime/shared/amqp.ts';
import { RetryError } from '../../../runtime/shared/errors.ts';

/** A message that reached the queue. */
export interface Received {
  readonly routingKey: string;
  readonly messageId: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly options: PublishOptions;
}

/** A message on its way, which a test lets go one way or the other. */
export interface OnItsWay {
  readonly messageId: string;
  /** It reaches the queue, and its publisher learns of that. */
  confirm(): void;
  /** It reaches the queue, and its publisher does not learn of that. */
  loseConfirm(): void;
  /** It does not reach the queue. */
  fail(): void;
}

/** A broker in memory: each message waits until the test says what becomes of it, unless `confirmsAtOnce`. */
export class MemoryBroker implements Pick<Broker, 'publish' | 'isReady' | 'onReady'> {
  isReady = true;
  confirmsAtOnce = false;
  /** In the order in which the consumer gets them. */
  readonly received: Received[] = [];
  readonly onItsWay: OnItsWay[] = [];
  readonly #listeners = new Set<() => void>();

  /** The ids of what was received, in order. */
  get ids(): string[] {
    return this.received.map(({ messageId }) => messageId);
  }

  onReady(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  becomeReady(): void {
    this.isReady = true;
    for (const listener of this.#listeners) listener();
  }

  async publish(_exchange: string, routingKey: string, body: Buffer, options: PublishOptions = {}): Promise<void> {
    const { messageId = '' } = options;
    const arrive = () => this.received.push({ routingKey, messageId, body: JSON.parse(body.toString()), options });
    if (this.confirmsAtOnce) {
      arrive();
      return undefined;
    }
    return new Promise((resolve, reject) => {
      const once = (act: () => void) => () => {
        const place = this.onItsWay.indexOf(message);
        if (place < 0) return;
        this.onItsWay.splice(place, 1);
        act();
      };
      const lost = () => reject(new RetryError('the connection was lost'));
      const message: OnItsWay = {
        messageId,
        confirm: once(() => {
          arrive();
          resolve();
        }),
        loseConfirm: once(() => {
          arrive();
          lost();
        }),
        fail: once(lost),
      };
      this.onItsWay.push(message);
    });
  }
}
