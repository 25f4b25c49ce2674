import { config } from 'zod';

// Must be evaluated before the contract's schemas: zod would otherwise try to compile them with `new Function`,
// which the window's policy refuses and reports.
config({ jitless: true });
