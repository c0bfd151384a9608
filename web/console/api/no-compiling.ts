import { z } from 'zod';

// The page's policy allows no compiled code; zod would try when a shape is made, and the browser would report it.
z.config({ jitless: true });
