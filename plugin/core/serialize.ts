/** Runs work one after the other, in the order of the calls. A failure does not stop the later ones. */
export type Serialize = <T>(work: () => T | Promise<T>) => Promise<T>;

export function createSerialize(): Serialize {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  };
}
