/** Does pieces of work one after the other, in the order of the calls. One that fails stops none of those behind it. */
export type Serialize = <T>(work: () => T | Promise<T>) => Promise<T>;

export function createSerialize(): Serialize {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  };
}
