/** The other half of simulation.test.ts. */
import { endsRight } from './seeds.ts';

endsRight(1501, 3000);
