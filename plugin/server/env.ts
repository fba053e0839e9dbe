/** What every route of the server knows besides the request. */
export interface ServerEnv {
  Bindings: {
    /** The path below the server's own, which the routes match on. */
    readonly path: string;
    readonly remoteAddress: string | undefined;
    /** Where clients reach the local service's files, without a final slash. */
    readonly publicBaseUrl: string;
  };
}

/** Routes match on the path below the server's own, whatever the request's address is. */
export const PATH_BELOW = {
  getPath: (_request: Request, init?: { readonly env?: ServerEnv['Bindings'] }) => init?.env?.path ?? '/',
};

/** A service whose connection drops rejects: whoever listens then closes its own. */
export const throwOn = (thrown: Error): never => {
  throw thrown;
};
