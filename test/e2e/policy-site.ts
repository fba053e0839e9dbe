import type { Plugin } from 'vite';
import { type Served, servePlayground } from '../fixtures/served.ts';

const REPORTS = '/__policy-reports';
const HEADER = 'content-security-policy';

/** What a browser refused to do, or would have refused under a policy that is only watched. */
export interface PolicyReport {
  readonly disposition: 'enforce' | 'report';
  readonly directive: string;
  readonly blocked: string;
  readonly from: string;
}

export interface PolicySite extends Served {
  /** Of pages and of workers. */
  readonly reports: PolicyReport[];
}

interface ReportBody {
  readonly 'csp-report'?: Readonly<Record<string, unknown>>;
}

/** Has every violation told to the server that sent the policy: no script of a page could hear those of a worker. */
function reporter(reports: PolicyReport[]): Plugin {
  return {
    name: 'policy-reports',
    configurePreviewServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        if (request.url === REPORTS) {
          let text = '';
          request.on('data', (part) => {
            text += part;
          });
          request.on('end', () => {
            const body = (JSON.parse(text) as ReportBody)['csp-report'] ?? {};
            reports.push({
              disposition: body.disposition === 'report' ? 'report' : 'enforce',
              directive: String(body['effective-directive']),
              blocked: String(body['blocked-uri']),
              from: `${body['source-file'] ?? body['document-uri']}:${body['line-number'] ?? ''}`,
            });
            response.writeHead(204).end();
          });
          return;
        }
        response.setHeader(HEADER, `${response.getHeader(HEADER)}; report-uri ${REPORTS}`);
        response.setHeader(
          `${HEADER}-report-only`,
          `require-trusted-types-for 'script'; report-uri ${REPORTS}`,
        );
        next();
      });
    },
  };
}

/** `npm run preview`, whose policy reports. */
export async function servePolicySite(): Promise<PolicySite> {
  const reports: PolicyReport[] = [];
  const site = await servePlayground({ withServer: true, plugins: [reporter(reports)] });
  return { ...site, reports };
}
