/** What may be written into the journal once everything up to a place is told. */
export interface Passed {
  /** Resume from here. @default - from where it said before */
  readonly resourceVersion?: string;
  /** The uids of Jobs that are gone: nothing from before that place will be seen again. */
  readonly forget: readonly string[];
}

/** A place in the order of changes, with how much is in hand for it. */
export class Checkpoint {
  /** Where to resume once this place is passed. @default - the place has none of its own: a list that is not complete */
  resourceVersion: string | undefined;
  /** The uids of Jobs that are gone by then. */
  readonly forget: string[] = [];
  readonly #onEmpty: () => void;
  #inHand = 1;

  constructor(resourceVersion: string | undefined, onEmpty: () => void) {
    this.resourceVersion = resourceVersion;
    this.#onEmpty = onEmpty;
  }

  get isEmpty(): boolean {
    return this.#inHand === 0;
  }

  /** Something more is in hand for it. Only while something is. */
  begin(): void {
    this.#inHand += 1;
  }

  /** One of the things in hand is done; the first is the place itself, which is in hand from its making on. */
  end(): void {
    this.#inHand -= 1;
    if (this.#inHand === 0) this.#onEmpty();
  }
}

/**
 * Events are confirmed in any order, yet the journal may say that everything up to a resourceVersion is told only when it is; and a Job that is gone may be
 * forgotten only when no watch from the journal's resourceVersion shows it again. This keeps the places in order and says which of them are passed. It holds
 * at most one place for each change that has events in hand.
 */
export class Checkpoints {
  readonly #onPassed: (passed: Passed) => void;
  readonly #places: Checkpoint[] = [];

  constructor(onPassed: (passed: Passed) => void) {
    this.#onPassed = onPassed;
  }

  /** How many places are not passed. */
  get size(): number {
    return this.#places.length;
  }

  /** A place after all others, in hand until its `end`. */
  add(resourceVersion?: string): Checkpoint {
    const place = new Checkpoint(resourceVersion, () => this.#pass());
    this.#places.push(place);
    return place;
  }

  /** A change with nothing in hand: once what is before it is passed, so is it. */
  move(resourceVersion: string, forget?: string): void {
    const last = this.#places.at(-1);
    const gone = forget === undefined ? [] : [forget];
    if (last === undefined) {
      this.#onPassed({ resourceVersion, forget: gone });
    } else {
      last.resourceVersion = resourceVersion;
      last.forget.push(...gone);
    }
  }

  /** No place from before says where to resume any more: a list has begun. */
  clearResourceVersions(): void {
    for (const place of this.#places) place.resourceVersion = undefined;
  }

  #pass(): void {
    const inHand = this.#places.findIndex((place) => !place.isEmpty);
    const passed = this.#places.splice(0, inHand < 0 ? this.#places.length : inHand);
    if (passed.length === 0) return;
    this.#onPassed({
      resourceVersion: passed.findLast((place) => place.resourceVersion !== undefined)?.resourceVersion,
      forget: passed.flatMap((place) => place.forget),
    });
  }
}
