import { relative } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { testFiles } from "./projects.js";

/**
 * Begins with the project that takes longest, then goes on as vitest does: by what it remembers of a file, else by size.
 * Begun last, a long file would go on when all else is done.
 */
export default class ProjectOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { root } = this.ctx.config;
    const projects = Object.values(testFiles(root));
    const place = ({ moduleId }: TestSpecification) =>
      projects.findIndex((its) => its.includes(relative(root, moduleId)));
    return (await super.sort(files)).sort((one, other) => place(one) - place(other));
  }
}
