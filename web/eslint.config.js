import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y-x";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import tseslint from "typescript-eslint";

const RAW_COLOUR = String.raw`#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|oklch|oklab|lab|lch)\(`;

/** Which layers a layer may not know: app → features → ui, lib → generated. */
function mayNotImport(layer, ...forbidden) {
  return {
    files: [`src/${layer}/**/*.{ts,tsx}`],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            ...forbidden.map((other) => ({
              group: [`@/${other}`, `@/${other}/**`],
              message: `${layer} does not know ${other}.`,
            })),
            { group: ["../../**"], message: "Another layer is imported by its @/ name." },
            { group: ["@/features/*/*"], message: "A feature is known by its index only." },
          ],
        },
      ],
    },
  };
}

export default tseslint.config(
  { ignores: ["dist", "src/generated"] },
  js.configs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/consistent-type-definitions": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "max-lines": ["error", 250],
    },
  },
  {
    files: ["src/**/*.{ts,tsx}"],
    ignores: ["src/**/*.test.{ts,tsx}"],
    extends: [jsxA11y.configs.strict, reactHooks.configs.flat["recommended-latest"]],
    languageOptions: { globals: globals.browser },
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: `Literal[value=/${RAW_COLOUR}/]`,
          message: "Colours come from the tokens in src/ui/styles.",
        },
        {
          selector: `TemplateElement[value.raw=/${RAW_COLOUR}/]`,
          message: "Colours come from the tokens in src/ui/styles.",
        },
      ],
    },
  },
  { files: ["scripts/**/*.js", "*.js"], languageOptions: { globals: globals.node } },
  { files: ["public/**/*.js"], languageOptions: { globals: globals.browser, sourceType: "script" } },
  mayNotImport("generated", "app", "features", "ui", "lib"),
  mayNotImport("lib", "app", "features", "ui"),
  mayNotImport("ui", "app", "features", "lib", "generated"),
  mayNotImport("features", "app", "generated"),
);
