/**
 * A service of the Inspector, as `ShowInspector(scene, { serviceDefinitions })` takes it. A shape of our own: the
 * Inspector's published types refer to a package that it does not ship.
 */
export interface InspectorServiceDefinition {
  readonly friendlyName: string;
  // biome-ignore lint/suspicious/noExplicitAny: the Inspector passes whatever `consumes` names
  readonly factory: (...services: any) => { dispose(): void };
  // biome-ignore lint/suspicious/noExplicitAny: tuples of unique symbols, known to the Inspector only
  readonly consumes?: any;
}
