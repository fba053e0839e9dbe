/** What every route of the server gets in addition to the request. */
export interface ServerEnv {
  Bindings: {
    /** The path below the server's base path; the routes match on it. */
    readonly path: string;
    readonly remoteAddress: string | undefined;
    /** Where clients reach the local service's files, without a final slash. */
    readonly publicBaseUrl: string;
  };
}

/** Routes match on the path below the server's base path, not on the request's address. */
export const PATH_BELOW = {
  getPath: (_request: Request, init?: { readonly env?: ServerEnv['Bindings'] }) => init?.env?.path ?? '/',
};

/** A service whose connection drops rejects; the listener then closes the client's connection. */
export const throwOn = (thrown: Error): never => {
  throw thrown;
};
