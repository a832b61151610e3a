/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  transform: {
    "\\.[jt]s$": [
      "ts-jest",
      {
        tsconfig: {
          target: "es2022",
          module: "nodenext",
          moduleResolution: "nodenext",
          isolatedModules: true,
          useDefineForClassFields: false,
        },
        diagnostics: false,
      },
    ],
  },
  testMatch: ["<rootDir>/tests/**/*.test.ts"],
  testTimeout: 60_000,
  workerThreads: false,
};
