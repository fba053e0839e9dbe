/**
 * A service of the Inspector, as `ShowInspector(scene, { serviceDefinitions })` takes it. A shape of our own: the
 * Inspector's published types refer to a package that it does not ship.
 */
export interface InspectorServiceDefinition {
  /** Name in the Inspector's messages. */
  readonly friendlyName: string;
  /** Starts the service with the services that `consumes` names. Disposing the result stops it. */
  // biome-ignore lint/suspicious/noExplicitAny: the Inspector passes the services that `consumes` names
  readonly factory: (...services: any) => { dispose(): void };
  /** Identities of the services that it needs, as the Inspector defines them. */
  // biome-ignore lint/suspicious/noExplicitAny: tuples of unique symbols, known to the Inspector only
  readonly consumes?: any;
}
