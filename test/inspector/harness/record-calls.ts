export interface RecordedCall {
  readonly name: string;
  readonly args: readonly unknown[];
}

type Method = (...args: unknown[]) => unknown;

/** Notes each call of these methods from now on; what they do stays the same. */
export function recordCalls<T extends object>(
  target: T,
  names: readonly (keyof T & string)[],
  calls: RecordedCall[],
): void {
  for (const name of names) {
    const method = Reflect.get(target, name) as unknown as Method;
    const recorded: Method = (...args) => {
      calls.push({ name, args });
      return method(...args);
    };
    Object.assign(target, { [name]: recorded });
  }
}
