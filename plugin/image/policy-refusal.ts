/** Listens for what the page's content security policy refuses; a plain `fetch` fails without saying why. */
export interface PolicyWatch {
  /** Whether the policy refused a request to that address since the start. Browsers tell it in a task of its own. */
  hasRefused(url: URL): Promise<boolean>;
  end(): void;
}

/** Nothing is ever refused where there is no page. */
export function watchPolicy(): PolicyWatch {
  const refused: string[] = [];
  const page = typeof document === 'undefined' ? undefined : document;
  const listen = ({ disposition, effectiveDirective, blockedURI }: SecurityPolicyViolationEvent) => {
    if (disposition === 'enforce' && effectiveDirective === 'connect-src') refused.push(blockedURI);
  };
  page?.addEventListener('securitypolicyviolation', listen);
  return {
    async hasRefused({ origin, protocol }) {
      if (!page) return false;
      await new Promise((resolve) => setTimeout(resolve));
      // Of a blob: address only the scheme is told.
      return refused.some((address) => address === protocol.slice(0, -1) || address.startsWith(origin));
    },
    end: () => page?.removeEventListener('securitypolicyviolation', listen),
  };
}
