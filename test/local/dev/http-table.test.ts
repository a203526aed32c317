import { createSiteServer } from '../../../lambda/local/dev/site-server.ts';
import { testHttpContract } from '../../support/http-table.ts';

testHttpContract('linefeed dev', async (store) => {
  const { listen, close } = createSiteServer({ store });
  return { address: await listen(0), close };
});
