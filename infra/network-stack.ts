import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib'
import {
  type CfnEIP,
  FlowLogDestination,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpoint,
  InterfaceVpcEndpointService,
  IpAddresses,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import type { StageConfig } from '#infra/config.ts'
import type { FunctionNetwork } from '#infra/constructs/function.ts'

/** Private addresses that Atlas's own networks (192.168.248.0/21) do not overlap. */
const CIDR = '10.40.0.0/16'

/** Through a private endpoint each node of a cluster is a port of its own, beginning with 1024. */
const ENDPOINT_PORTS = Port.tcpRange(1024, 65_535)
/** Those of Atlas's nodes at their public addresses. */
const DATABASE_PORTS = Port.tcpRange(27_015, 27_017)

export interface NetworkStackProps extends StackProps {
  readonly config: StageConfig
  readonly natGateways: number
}

/**
 * The network of the functions (NETWORK=vpc): two zones, private subnets for the functions, and gateways with fixed
 * addresses through which they reach Stripe, Fawry and the other services. The database is reached by a private endpoint,
 * or from these addresses.
 */
export class NetworkStack extends Stack {
  readonly network: FunctionNetwork
  readonly vpc: Vpc
  /** The fixed addresses from which the functions come. */
  readonly egressAddresses: readonly string[]
  private readonly endpointGroup: SecurityGroup

  constructor(scope: Construct, id: string, { config, natGateways, ...props }: NetworkStackProps) {
    super(scope, id, props)
    this.vpc = this.createVpc(config, natGateways)
    const functions = this.groupOf('Functions', 'What functions may reach')
    functions.addEgressRule(
      Peer.anyIpv4(),
      Port.tcp(443),
      'Services of AWS and the gateways of payments, mail, push',
    )
    functions.addEgressRule(Peer.anyIpv4(), DATABASE_PORTS, 'Atlas at its public addresses')
    this.endpointGroup = this.groupOf('EndpointGroup', 'Who may reach the private endpoint of the database')
    this.endpointGroup.addIngressRule(functions, ENDPOINT_PORTS, 'The functions')
    functions.addEgressRule(this.endpointGroup, ENDPOINT_PORTS, 'The private endpoint of the database')
    this.network = {
      vpc: this.vpc,
      subnets: this.vpc.selectSubnets({ subnetType: SubnetType.PRIVATE_WITH_EGRESS }),
      group: functions,
    }
    this.egressAddresses = this.vpc.publicSubnets
      .flatMap((subnet) => subnet.node.tryFindChild('EIP') ?? [])
      .map((address) => (address as CfnEIP).attrPublicIp)
    new CfnOutput(this, 'EgressAddresses', {
      description: 'From these addresses the functions come',
      value: this.egressAddresses.join(','),
    })
  }

  /** The end in this network of an endpoint service of Atlas. */
  createDatabaseEndpoint(scope: Construct, serviceName: string): InterfaceVpcEndpoint {
    return new InterfaceVpcEndpoint(scope, 'DatabaseEndpoint', {
      vpc: this.vpc,
      service: new InterfaceVpcEndpointService(serviceName),
      subnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      securityGroups: [this.endpointGroup],
      open: false,
      privateDnsEnabled: false, // Atlas's own names lead to it
    })
  }

  private createVpc({ stage, logDays, isProtected }: StageConfig, natGateways: number): Vpc {
    const vpc = new Vpc(this, 'Vpc', {
      vpcName: `craftworks-${stage}`,
      ipAddresses: IpAddresses.cidr(CIDR),
      maxAzs: 2,
      natGateways,
      subnetConfiguration: [
        { name: 'Public', subnetType: SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
        { name: 'Functions', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 20 },
      ],
      gatewayEndpoints: { S3: { service: GatewayVpcEndpointAwsService.S3 } },
    })
    const logGroup = new LogGroup(this, 'FlowLogs', {
      logGroupName: `/craftworks/${stage}/network`,
      retention: logDays,
      removalPolicy: isProtected ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    })
    vpc.addFlowLog('Refused', {
      destination: FlowLogDestination.toCloudWatchLogs(logGroup),
      trafficType: FlowLogTrafficType.REJECT,
    })
    return vpc
  }

  private groupOf(id: string, description: string): SecurityGroup {
    return new SecurityGroup(this, id, { vpc: this.vpc, description, allowAllOutbound: false })
  }
}
