import type { Served } from '../../fixtures/served.ts';

/** A stranger's project with one bundler. `folder` holds app/ as `src`. */
export interface ConsumerProject {
  readonly name: string;
  /** What it installs besides this package, Babylon.js, React and Fluent UI. */
  readonly packages: Readonly<Record<string, string>>;
  /** The lines of configuration that were needed. The goal is none. */
  readonly configuration: readonly string[];
  /** Writes the project's own files. */
  readonly prepare?: (folder: string) => void;
  /** Development mode, where there is one. */
  readonly develop?: (folder: string) => Promise<Served>;
  /** Builds for production, and serves what came out. */
  readonly produce: (folder: string) => Promise<Served>;
}
