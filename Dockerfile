# Images of the application. Targets: cpu (the last, and so the default), gpu (CUDA 12.1, cuDNN 8) and lab (cpu with the
# laboratory, which measures and proves the application).
#   docker build --target cpu -t inception-streams:0.1.0 .
ARG MAVEN_IMAGE=maven:3.9.11-eclipse-temurin-17
ARG NODE_IMAGE=node:22.20.0-bookworm-slim
ARG CPU_IMAGE=eclipse-temurin:17.0.16_8-jre-noble
ARG GPU_IMAGE=nvidia/cuda:12.1.1-cudnn8-runtime-ubuntu22.04

# The weights of the default model; the application checks what it is.
FROM ${NODE_IMAGE} AS weights
WORKDIR /weights
RUN npm pack --silent nsfwjs@4.4.0

# Dependencies, apart: they are fetched again only when the pom changes.
FROM ${MAVEN_IMAGE} AS dependencies
WORKDIR /build
COPY .mvn .mvn
COPY pom.xml .
RUN mvn -B -q dependency:resolve-plugins dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=/build/lib

FROM dependencies AS application
COPY LICENSE .
COPY src/main src/main
RUN mvn -B -q -Dmaven.test.skip=true package

FROM application AS model
COPY --from=weights /weights /weights
RUN java -jar target/inception-streams.jar model build --weights /weights/nsfwjs-4.4.0.tgz --output /models

FROM application AS layout-cpu
COPY scripts/container-layout .
RUN ./container-layout

FROM application AS layout-gpu
COPY scripts/container-layout .
RUN mvn -B -q -Pgpu -Dmaven.test.skip=true clean package && ./container-layout

FROM layout-cpu AS layout-lab
COPY src/lab src/lab
RUN mvn -B -q -Dmaven.test.skip=true package && mkdir -p /layout/lab \
 && cp -r target/lab-classes target/lab-lib /layout/lab/

FROM ${GPU_IMAGE} AS gpu
RUN apt-get update -q && apt-get install -y -q --no-install-recommends openjdk-17-jre-headless \
 && rm -rf /var/lib/apt/lists/*
LABEL org.opencontainers.image.title="inception-streams" \
      org.opencontainers.image.description="A Kafka topic of image references in, a Kafka topic of Inception-v3 labels out (CUDA 12.1)" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="0.1.0"
# Apart, what changes least first: a push or pull of another version is a matter of the last layers.
COPY --from=layout-gpu /layout/natives /opt/inception-streams/natives
COPY --from=model /models /opt/inception-streams/models
COPY --from=layout-gpu /layout/lib /opt/inception-streams/lib
COPY --from=layout-gpu /layout/ext /opt/inception-streams/ext
COPY --from=layout-gpu /layout/inception-streams.jar /layout/LICENSE /opt/inception-streams/
COPY --chmod=755 scripts/container/ /opt/inception-streams/bin/
RUN mkdir -p /var/lib/inception-streams && chown 10001:10001 /var/lib/inception-streams
ENV TF_ENABLE_ONEDNN_OPTS=1 TF_CPP_MIN_LOG_LEVEL=1 TENSORFLOW_LIBRARY_PATH=/opt/inception-streams/natives \
    NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility
WORKDIR /opt/inception-streams
USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=300s --retries=3 CMD ["/opt/inception-streams/bin/healthcheck"]
ENTRYPOINT ["/opt/inception-streams/bin/inception-streams"]
CMD ["run"]

FROM ${CPU_IMAGE} AS program
LABEL org.opencontainers.image.title="inception-streams" \
      org.opencontainers.image.description="A Kafka topic of image references in, a Kafka topic of Inception-v3 labels out" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="0.1.0"
COPY --from=layout-cpu /layout/natives /opt/inception-streams/natives
COPY --from=model /models /opt/inception-streams/models
COPY --from=layout-cpu /layout/lib /opt/inception-streams/lib
COPY --from=layout-cpu /layout/ext /opt/inception-streams/ext
COPY --from=layout-cpu /layout/inception-streams.jar /layout/LICENSE /opt/inception-streams/
COPY --chmod=755 scripts/container/ /opt/inception-streams/bin/
RUN mkdir -p /var/lib/inception-streams && chown 10001:10001 /var/lib/inception-streams
ENV TF_ENABLE_ONEDNN_OPTS=1 TF_CPP_MIN_LOG_LEVEL=1 TENSORFLOW_LIBRARY_PATH=/opt/inception-streams/natives
WORKDIR /opt/inception-streams
USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 CMD ["/opt/inception-streams/bin/healthcheck"]
ENTRYPOINT ["/opt/inception-streams/bin/inception-streams"]
CMD ["run"]

FROM program AS lab
LABEL org.opencontainers.image.description="The laboratory of inception-streams: its benchmark, and the proof of its delivery guarantee"
COPY --from=layout-lab /layout/lab /opt/inception-streams/lab
COPY --chmod=755 scripts/container-lab /opt/inception-streams/bin/lab
WORKDIR /var/lib/inception-streams
HEALTHCHECK NONE
ENTRYPOINT ["/opt/inception-streams/bin/lab"]
CMD ["--help"]

FROM program AS cpu
