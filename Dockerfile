# Debian rather than Alpine: the C library that Node's own builds are tested on.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# No package's script is needed, and none is run. The project's own "prepare" would build before the sources are here.
RUN npm ci --ignore-scripts
COPY tsconfig.json build.ts bundle.ts ./
COPY packaging ./packaging
COPY src ./src
COPY jobs ./jobs
RUN npm run build
# The rest of the package, which no build needs.
COPY . .
RUN npm run stage && npm ci --prefix build/package --ignore-scripts

FROM node:24-slim
ENV NODE_ENV=production SCRUBJAY_DATA_DIR=/data SCRUBJAY_KEY_DIR=/keys
# Both folders belong to the user of the process; a new volume on one takes that over.
RUN install -d -o node -g node -m 0700 /data /keys
WORKDIR /app
# The package as it is published, with what it asks for: dist/sbom.cdx.json says what that is.
COPY --from=build /app/build/package ./
USER node
# Node is process 1 and handles its signals itself; compose adds an init that reaps.
ENTRYPOINT ["node", "/app/dist/scrubjay.js"]
