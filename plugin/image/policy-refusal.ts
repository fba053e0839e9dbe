/** Detects requests refused by the page's content security policy; `fetch` itself does not say why it failed. */
export interface PolicyWatch {
  /** Whether the policy has refused a request to that URL. Browsers report it in a later task. */
  hasRefused(url: URL): Promise<boolean>;
  end(): void;
}

/** Reports nothing where there is no page. */
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
      // For a blob: URL only the scheme is reported.
      return refused.some((address) => address === protocol.slice(0, -1) || address.startsWith(origin));
    },
    end: () => page?.removeEventListener('securitypolicyviolation', listen),
  };
}
