/** Describes the endpoint for a UI: which mode is active, and whether a run costs money. */
export interface EndpointInfo {
  /**
   * `fal`: the paid model. `local-service`: the fal-compatible service of this package's server. `local`: the engine
   * in this page.
   */
  readonly kind: 'fal' | 'local-service' | 'local';
  /** Name for a person. */
  readonly label: string;
  /** True when the local engine makes the model: free, an approximation. */
  readonly isLocal: boolean;
}

/** What one run is expected to cost. */
export interface CostEstimate {
  /** US dollars; 0 for the local engine. An estimate from a third-party price table, never a quote. */
  readonly usd: number;
  /** For a person: "about $0.30 on fal · 1.6–7.8 min" or "local · free". */
  readonly text: string;
  /** How long a run usually takes, for a person: "1.6–7.8 min". Undefined for the local engine. */
  readonly duration?: string;
}
