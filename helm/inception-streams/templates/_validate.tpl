{{/* What values.schema.json cannot say, or could only refuse without a reason. Each message names the key and why. */}}
{{- define "inception.validate" -}}
{{- $v := .Values -}}
{{- $security := $v.kafka.security -}}
{{- $sasl := eq (include "inception.usesSasl" .) "true" -}}
{{- $tls := eq (include "inception.usesTls" .) "true" -}}
{{- $partitions := int $v.topics.partitions -}}

{{- if not $v.kafka.bootstrapServers -}}
{{- fail "kafka.bootstrapServers: where is Kafka? Set it to HOST:PORT,..." -}}
{{- end -}}
{{- range splitList "," $v.kafka.bootstrapServers -}}
{{- $server := trim . -}}
{{- $port := int (regexFind "[0-9]+$" $server) -}}
{{- if or (not (regexMatch "^([^,:\\[\\] ]+|\\[[0-9a-fA-F:.]+\\]):[0-9]{1,5}$" $server)) (lt $port 1) (gt $port 65535) -}}
{{- fail (printf "kafka.bootstrapServers: %s is not HOST:PORT with a port from 1 to 65535; the clients need it, and the network policy opens it" (quote $server)) -}}
{{- end -}}
{{- end -}}

{{- $live := include "inception.liveApplicationId" . -}}
{{- if and $v.applicationId $live (ne $v.applicationId $live) (not $v.applicationIdMayChange) -}}
{{- fail (printf "applicationId: the release has %s, and %s would read %s from its beginning and answer every event again: keep it, or set applicationIdMayChange=true and move the offsets first (kafka-consumer-groups.sh --reset-offsets)" $live $v.applicationId $v.topics.references) -}}
{{- end -}}

{{- if eq (len (uniq (list $v.topics.references $v.topics.labels $v.topics.deadLetters))) 3 | not -}}
{{- fail "topics: references, labels and deadLetters must be three topics, or results would be read as references" -}}
{{- end -}}
{{- if and (not $v.autoscaling.enabled) (gt (int $v.replicas) $partitions) -}}
{{- fail (printf "replicas: %d instances for topics.partitions=%d: a partition goes to one instance, the others would be idle" (int $v.replicas) $partitions) -}}
{{- end -}}
{{- if $v.autoscaling.enabled -}}
{{- if gt (int $v.autoscaling.maxReplicas) $partitions -}}
{{- fail (printf "autoscaling.maxReplicas: %d instances for topics.partitions=%d: a partition goes to one instance, the others would be idle" (int $v.autoscaling.maxReplicas) $partitions) -}}
{{- end -}}
{{- if gt (int $v.autoscaling.minReplicas) (int $v.autoscaling.maxReplicas) -}}
{{- fail (printf "autoscaling.minReplicas: the floor %d is above the ceiling maxReplicas=%d" (int $v.autoscaling.minReplicas) (int $v.autoscaling.maxReplicas)) -}}
{{- end -}}
{{- end -}}

{{- if and (eq $v.guarantee "at_least_once") (eq $v.groupProtocol "streams") -}}
{{- fail "guarantee: at_least_once needs groupProtocol=classic: with streams, Kafka Streams offers no way to hold back commits outside transactions, and a crash would lose events" -}}
{{- end -}}

{{- if and (eq $v.shutdown.leaveGroup "never") (eq $v.groupProtocol "streams") -}}
{{- fail "shutdown.leaveGroup: never needs groupProtocol=classic: with streams, Kafka Streams leaves the group whenever it stops" -}}
{{- end -}}

{{- if and $sasl (ne $security.sasl.mechanism "AWS_MSK_IAM") (not (include "inception.saslSecret" .)) -}}
{{- fail (printf "kafka.security.sasl.secret: protocol %s needs credentials from an existing secret (or strimzi.user.enabled)" $security.protocol) -}}
{{- end -}}
{{- if and (not $sasl) $security.sasl.secret -}}
{{- fail (printf "kafka.security.sasl.secret: is given, but protocol %s sends no credentials: use SASL_SSL" $security.protocol) -}}
{{- end -}}
{{- if and (eq $security.sasl.mechanism "AWS_MSK_IAM") $sasl (ne $security.protocol "SASL_SSL") -}}
{{- fail "kafka.security.protocol: AWS_MSK_IAM is offered over SASL_SSL only" -}}
{{- end -}}
{{- if and $security.mtls.secret (not $tls) -}}
{{- fail (printf "kafka.security.mtls.secret: is given, but protocol %s shows no certificate: use SSL" $security.protocol) -}}
{{- end -}}
{{- if and $security.ca.secret (not $tls) -}}
{{- fail (printf "kafka.security.ca.secret: is given, but protocol %s checks no certificate: use SSL or SASL_SSL" $security.protocol) -}}
{{- end -}}

{{- if and $v.sources.authorities.secret $v.sources.authorities.configMap -}}
{{- fail "sources.authorities: a secret and a configMap are given: one of them holds the PEM file" -}}
{{- end -}}

{{- $known := .Files.Lines "files/settings.txt" | compact -}}
{{- range $key, $value := $v.settings -}}
{{- $owner := get (dict
  "application.id" "applicationId" "guarantee" "guarantee" "group.protocol" "groupProtocol"
  "instance.id" "the pod's name" "state.dir" "the chart" "model" "model" "infer.device" "gpu.enabled"
  "topics.references" "topics.references" "topics.labels" "topics.labels" "topics.dead-letters" "topics.deadLetters"
  "shutdown.drain" "shutdown.drainSeconds" "shutdown.close" "shutdown.closeSeconds"
  "shutdown.leave-group" "shutdown.leaveGroup"
  "http.port" "management.port" "http.bind-address" "the chart" "http.hosts" "management.hosts"
  "fetch.tls.authorities" "sources.authorities") $key -}}
{{- if and $owner (not (and (eq $key "infer.device") (hasPrefix "simulated:" (toString $value)))) -}}
{{- fail (printf "settings: %s is set by %s; two ways to say one thing would need a rule for which of them wins" $key $owner) -}}
{{- end -}}
{{- if hasPrefix "kafka." $key -}}
{{- fail (printf "settings: %s belongs under kafka.properties, without kafka." $key) -}}
{{- end -}}
{{- if not (or (has $key $known) (hasPrefix "fetch.headers." $key)) -}}
{{- fail (printf "settings: %s is unknown to the application, whose pods would not start; it knows: %s" $key (join ", " $known)) -}}
{{- end -}}
{{- end -}}

{{- range $key, $value := $v.kafka.properties -}}
{{- $owner := get (dict
  "bootstrap.servers" "kafka.bootstrapServers" "security.protocol" "kafka.security.protocol"
  "sasl.mechanism" "kafka.security.sasl.mechanism" "application.id" "applicationId"
  "processing.guarantee" "guarantee" "group.protocol" "groupProtocol" "num.stream.threads" "settings (stream.threads)"
  "commit.interval.ms" "settings (commit.interval)" "group.instance.id" "the pod's name" "transactional.id" "the pod's name"
  "group.id" "applicationId" "state.dir" "the chart") $key -}}
{{- if $owner -}}
{{- fail (printf "kafka.properties: %s is set by %s" $key $owner) -}}
{{- end -}}
{{- $undone := "" -}}
{{- if hasSuffix "exception.handler" $key -}}
{{- $undone = "a handler may skip records, and each must be answered" -}}
{{- else if and (regexMatch "(^|\\.)acks$" $key) (not (has (toString $value) (list "all" "-1"))) -}}
{{- $undone = "an answer that one broker has is lost with it, after its event is committed" -}}
{{- else if and (regexMatch "(^|\\.)enable\\.idempotence$" $key) (ne (toString $value) "true") -}}
{{- $undone = "a producer that is not idempotent repeats and reorders answers" -}}
{{- end -}}
{{- if $undone -}}
{{- fail (printf "kafka.properties: %s is refused by the application: %s" $key $undone) -}}
{{- end -}}
{{- if and (regexMatch "password|passphrase|secret|sasl\\.jaas|credential|keystore\\.key" $key) (not (contains "${file:" (toString $value))) (not (contains "${env:" (toString $value))) -}}
{{- fail (printf "kafka.properties: %s would be in clear in a ConfigMap: use kafka.security, or refer to ${file:PATH} or ${env:NAME}" $key) -}}
{{- end -}}
{{- end -}}

{{- if and (eq $v.model.from "claim") (not $v.model.claim) -}}
{{- fail "model.claim: model.from=claim needs the name of an existing PersistentVolumeClaim" -}}
{{- end -}}
{{- if and (eq $v.model.from "image") (not $v.model.image.reference) -}}
{{- fail "model.image.reference: model.from=image needs an image, with its digest" -}}
{{- end -}}
{{- if and $v.model.image.reference (not (regexMatch "@sha256:[0-9a-f]{64}$" $v.model.image.reference)) -}}
{{- fail (printf "model.image.reference: %s has no digest (@sha256:...): a tag that moves would change the labels from one restart to the next" $v.model.image.reference) -}}
{{- end -}}
{{- if and (ne $v.model.from "application") (not $v.model.path) -}}
{{- fail (printf "model.path: model.from=%s needs the folder of the model in it" $v.model.from) -}}
{{- end -}}

{{- if and $v.gpu.enabled (eq $v.gpu.resource "") -}}
{{- fail "gpu.resource: gpu.enabled needs the name of what to ask for, such as nvidia.com/gpu" -}}
{{- end -}}
{{- if and $v.gpu.enabled (or (hasKey (default dict $v.resources.requests) $v.gpu.resource) (hasKey (default dict $v.resources.limits) $v.gpu.resource)) -}}
{{- fail (printf "resources: %s is set by gpu.resource and gpu.count" $v.gpu.resource) -}}
{{- end -}}

{{- if and (or $v.strimzi.topics.enabled $v.strimzi.user.enabled) (not $v.strimzi.cluster) -}}
{{- fail "strimzi.cluster: Strimzi's operators look for the name of the cluster in a label of each topic and user" -}}
{{- end -}}
{{- if and $v.strimzi.user.enabled (not $security.mtls.secret) (not (and $sasl (eq $security.sasl.mechanism "SCRAM-SHA-512"))) -}}
{{- fail "strimzi.user.enabled: Strimzi's users authenticate with SCRAM-SHA-512 or a certificate: set kafka.security.protocol=SASL_SSL, or SSL with kafka.security.mtls.secret" -}}
{{- end -}}
{{- if and $v.strimzi.user.enabled $v.strimzi.namespace (ne $v.strimzi.namespace .Release.Namespace) (not $security.mtls.secret) (not $security.sasl.secret) -}}
{{- fail (printf "kafka.security.sasl.secret: Strimzi writes the user's secret into strimzi.namespace=%s, and a pod of %s cannot mount it: name a copy of it here, with kafka.security.sasl.jaasKey=sasl.jaas.config" $v.strimzi.namespace .Release.Namespace) -}}
{{- end -}}
{{- if and $v.strimzi.topics.enabled (gt (int $v.strimzi.topics.minInsyncReplicas) (int $v.strimzi.topics.replicas)) -}}
{{- fail (printf "strimzi.topics.minInsyncReplicas: %d of %d copies can never have a record, so nothing could be written" (int $v.strimzi.topics.minInsyncReplicas) (int $v.strimzi.topics.replicas)) -}}
{{- end -}}

{{- if and $v.autoscaling.enabled $sasl (not $v.autoscaling.authentication) -}}
{{- if eq $security.sasl.mechanism "AWS_MSK_IAM" -}}
{{- fail "autoscaling.authentication: KEDA needs a TriggerAuthentication of your own for AWS_MSK_IAM" -}}
{{- end -}}
{{- if include "inception.saslJaasKey" . -}}
{{- fail "autoscaling.authentication: KEDA needs a name and a password, and the secret holds a sasl.jaas.config: name a TriggerAuthentication of your own" -}}
{{- end -}}
{{- end -}}
{{- end -}}
