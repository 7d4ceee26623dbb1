import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";
import "@/app/texts";

afterEach(cleanup);
