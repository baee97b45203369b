type Asked = { level: number; outcome: Promise<boolean>; settle: (isConfirmed: boolean) => void };

/** The question to the person whether it is really them: one at a time, however many requests wait for the answer. */
export class Confirmation {
  #asked: Asked | undefined;
  readonly #listeners = new Set<() => void>();

  /** Asks for a proof of this level; false when the person would not give one. */
  readonly ask = (level: number): Promise<boolean> => {
    if (!this.#asked) {
      let settle: Asked['settle'] = () => undefined;
      const outcome = new Promise<boolean>((resolve) => (settle = resolve));
      this.#change({ level, outcome, settle });
    }
    return this.#asked?.outcome ?? Promise.resolve(false);
  };

  readonly answer = (isConfirmed: boolean): void => {
    const asked = this.#asked;
    this.#change(undefined);
    asked?.settle(isConfirmed);
  };

  /** The level that is asked for; undefined while nothing is. */
  readonly level = (): number | undefined => this.#asked?.level;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #change(asked: Asked | undefined): void {
    this.#asked = asked;
    for (const listener of this.#listeners) listener();
  }
}
