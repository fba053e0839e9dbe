/** The text of fit-worker.js: the build writes it into the package; in the sources there is none. */
export const text: string | undefined = undefined;
