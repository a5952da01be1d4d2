// The tabs of the workbench. Each fills its table and says how the map is painted.
import { coverage } from "./coverage.js";
import { gaps } from "./gaps.js";
import { green } from "./green.js";

export const TABS = { coverage, green, gaps };
