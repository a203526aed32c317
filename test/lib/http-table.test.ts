import { testHttpContract } from '../support/http-table.ts';
import { startCdn } from './cdn.ts';
import { synthesise } from './synth.ts';

testHttpContract('the CDN of the template', (site) => startCdn(synthesise().template, site));
