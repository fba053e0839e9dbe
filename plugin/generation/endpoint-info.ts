/** What answers at the endpoint, for a UI to say which mode is active and what a run costs. */
export interface EndpointInfo {
  /** `fal`: the paid model. `local-service`: the fal-compatible service on this machine. `local`: the engine in this page. */
  readonly kind: 'fal' | 'local-service' | 'local';
  readonly label: string;
  readonly isLocal: boolean;
}

export interface CostEstimate {
  /** US dollars; 0 for the local engine. An estimate from a third-party price table, never a quote. */
  readonly usd: number;
  /** For a person: "about $0.30 on fal · 30–60 s" or "local · free". */
  readonly text: string;
}
