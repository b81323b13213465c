/** Counts upwards: what prom-client's counters without labels have. */
export interface Count {
  inc(): void;
}

/** What is counted of the broker. */
export interface BrokerMetrics {
  /** Messages that the broker confirmed and did not return. */
  readonly confirms: Count;
  /** Messages that no queue took. */
  readonly returns: Count;
  /** Messages that the broker refused. */
  readonly nacks: Count;
  /** Messages whose confirm did not come in time, or whose connection was lost before it. */
  readonly unconfirmed: Count;
  /** Deliveries that may have been handled before. */
  readonly redeliveries: Count;
  /** Deliveries that were handled. */
  readonly acks: Count;
  /** Deliveries that were sent to wait for another try. */
  readonly retries: Count;
  /** Deliveries that became dead letters. */
  readonly deadLetters: Count;
  /** Connections that were opened. */
  readonly connects: Count;
}

const uncounted: Count = { inc: () => undefined };

/** Counts nothing. */
export const noMetrics: BrokerMetrics = {
  confirms: uncounted,
  returns: uncounted,
  nacks: uncounted,
  unconfirmed: uncounted,
  redeliveries: uncounted,
  acks: uncounted,
  retries: uncounted,
  deadLetters: uncounted,
  connects: uncounted,
};
