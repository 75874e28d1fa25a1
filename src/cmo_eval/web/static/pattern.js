// A pattern is read from quote to quote, and from pattern to pattern.
import { steps } from "./steps.js";

steps("pattern");
