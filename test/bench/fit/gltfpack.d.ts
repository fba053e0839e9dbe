declare module 'gltfpack' {
  /** Runs the command line inside this process; files are read and written through `access`. */
  export function pack(
    args: readonly string[],
    access: { read(path: string): Uint8Array; write(path: string, data: Uint8Array): void },
  ): Promise<string>;
}
