import { config } from 'zod';

// Evaluated before the contract's schemas: zod would otherwise try to compile them with `new Function`, which the
// page's policy refuses and reports.
config({ jitless: true });
